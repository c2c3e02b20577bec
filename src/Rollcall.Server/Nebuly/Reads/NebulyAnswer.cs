using System.Buffers;
using System.Text.Json;
using Rollcall.Server.Hosting;
using Rollcall.Server.Wire;

namespace Rollcall.Server.Nebuly.Reads;

/// <summary>The forms of Nebuly's answers.</summary>
internal static class NebulyAnswer
{
    public static JsonBytes Object(Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>(4_096);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            write(json);
            json.WriteEndObject();
        }

        return new(200, buffer.WrittenMemory);
    }

    /// <summary><c>{total, offset, limit, data}</c>.</summary>
    public static JsonBytes Page(NebulyQuestion which, long total, Action<Utf8JsonWriter> items) => Object(json => json.WritePage(which.Limit, which.Offset, total, items));

    public static void WritePage(this Utf8JsonWriter json, int limit, int offset, long total, Action<Utf8JsonWriter> items)
    {
        json.WriteNumber("total", total);
        json.WriteNumber("offset", offset);
        json.WriteNumber("limit", limit);
        json.WriteStartArray("data");
        items(json);
        json.WriteEndArray();
    }

    public static IResult Unknown(string what, string id) => Problem.Of(404, "not_found", $"There is no {what} '{Fields.Shown(id)}' in this project.");
}
