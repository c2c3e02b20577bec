using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Rollcall.Storage.Projects;

/// <summary>
/// Writes small JSON texts with one writer and one buffer a thread. A list of people has several such texts a person, and making writers and buffers for
/// each took longer than storing it.
/// </summary>
internal static class JsonText
{
    // A larger buffer is let go of, so that one huge text does not stay for good.
    private const int MostKept = 1 << 16;

    [ThreadStatic]
    private static ArrayBufferWriter<byte>? _buffer;

    [ThreadStatic]
    private static Utf8JsonWriter? _writer;

    /// <summary>The text that <paramref name="write"/> writes.</summary>
    public static string Of<T>(T value, Action<Utf8JsonWriter, T> write)
    {
        // Taken while in use: what fails halfway is not used again.
        var (buffer, json) = (_buffer ?? new(1_024), _writer);
        (_buffer, _writer) = (null, null);
        if (json is null)
            json = new(buffer, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
        else
            json.Reset(buffer);
        write(json, value);
        json.Flush();
        var text = Encoding.UTF8.GetString(buffer.WrittenSpan);
        buffer.ResetWrittenCount();
        if (buffer.Capacity <= MostKept)
            (_buffer, _writer) = (buffer, json);
        return text;
    }
}
