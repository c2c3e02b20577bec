using System.Text;

namespace Rollcall.Storage.Projects;

/// <summary>
/// What texts mean, read once for each: a million people have a few hundred dates and sets of tags among them, and making a string of each and reading it took
/// longer than getting it from the disk. For one thread, while something is loaded.
/// </summary>
/// <typeparam name="T">What a text means.</typeparam>
/// <param name="read">Reads a text that was not met before.</param>
internal sealed class KnownTexts<T>(Func<string, T> read)
{
    // Beyond that texts are hardly ever alike.
    private const int Most = 65_536;
    private const int LongestBytes = 512;

    private readonly Dictionary<string, T> _known = new(StringComparer.Ordinal);

    /// <param name="text">In UTF-8.</param>
    public T Of(ReadOnlySpan<byte> text)
    {
        if (text.Length > LongestBytes)
            return read(Encoding.UTF8.GetString(text));
        Span<char> chars = stackalloc char[LongestBytes];
        chars = chars[..Encoding.UTF8.GetChars(text, chars)];
        if (_known.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(chars, out var meaning))
            return meaning;
        var met = new string(chars);
        meaning = read(met);
        if (_known.Count < Most)
            _known.Add(met, meaning);
        return meaning;
    }
}
