using System.Runtime.InteropServices;

namespace Rollcall.Server.Hosting;

/// <summary>
/// How the C library keeps what the engines free. By itself it gives each thread of the pool an arena of its own, up to eight a processor, and each of them keeps the most that any
/// question ever needed: a few hundred megabytes within minutes, of which nothing is in use.
/// </summary>
internal static class NativeMemory
{
    // malloc.h of glibc.
    private const int TrimThreshold = -1;
    private const int MapThreshold = -3;
    private const int ArenaMax = -8;

    /// <summary>
    /// Few arenas, of which the free end goes back to the system; what is large is mapped by itself and goes back at once. To be called before there are threads. Does nothing where the
    /// C library is another one. Who has set the library's own variables (<c>MALLOC_ARENA_MAX</c> and so on) is left alone.
    /// </summary>
    public static void GiveBack()
    {
        if (!OperatingSystem.IsLinux())
            return;
        try
        {
            Set("MALLOC_ARENA_MAX", ArenaMax, 2);
            Set("MALLOC_TRIM_THRESHOLD_", TrimThreshold, 1 << 20);
            Set("MALLOC_MMAP_THRESHOLD_", MapThreshold, 128 << 10);
        }
        catch (EntryPointNotFoundException)
        {
            // musl has neither arenas nor this call.
        }
    }

    private static void Set(string variable, int parameter, int value)
    {
        if (Environment.GetEnvironmentVariable(variable) is null)
            _ = MallOpt(parameter, value);
    }

    [DllImport("libc", EntryPoint = "mallopt"), DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int MallOpt(int parameter, int value);
}
