using System.Buffers;
using System.Globalization;
using System.Text.Json;
using Rollcall.Demo;

namespace Rollcall.Cli.Demo;

/// <summary>The demo company in the words of the API.</summary>
internal static class DemoJson
{
    /// <summary>
    /// A person as the list is told of them: first all access and the first tags, then each later version of the tags. Nothing for people
    /// who are not on the list. The first tags are dated to the first day with access, or they would begin on the day of sending.
    /// </summary>
    public static IEnumerable<byte[]> Versions(DemoPerson person) =>
        person.Tags.Select((version, i) => Write(json =>
        {
            json.WriteStartObject();
            json.WriteString("end_user", person.EndUser);
            if (i == 0)
                WriteAccess(json, person);
            WriteTags(json, version.Tags);
            json.WriteString("tags_from", Text(version.From ?? person.Access[0].From));
            json.WriteEndObject();
        }));

    public static byte[] Of(DemoInteraction interaction) => Write(json =>
    {
        json.WriteStartObject();
        json.WriteString("id", interaction.Id);
        json.WriteString("end_user", interaction.EndUser);
        json.WriteString("time_start", Text(interaction.TimeStart));
        json.WriteString("time_end", Text(interaction.TimeEnd));
        json.WriteString("conversation_id", interaction.ConversationId);
        json.WriteString("model", interaction.Model);
        json.WriteString("agent", interaction.Agent);
        json.WriteNumber("input_tokens", interaction.InputTokens);
        json.WriteNumber("output_tokens", interaction.OutputTokens);
        json.WriteNumber("cost", interaction.Cost);
        if (interaction.Error is { } error)
            json.WriteString("error", error);
        WriteTags(json, interaction.Tags);
        if (interaction.Input is { } input)
            json.WriteString("input", input);
        if (interaction.Output is { } output)
            json.WriteString("output", output);
        json.WriteEndObject();
    });

    private static void WriteAccess(Utf8JsonWriter json, DemoPerson person)
    {
        json.WriteStartArray("access");
        foreach (var (from, to) in person.Access)
        {
            json.WriteStartObject();
            json.WriteString("from", Text(from));
            if (to is { } end)
                json.WriteString("to", Text(end));
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteTags(Utf8JsonWriter json, IReadOnlyDictionary<string, string> tags)
    {
        json.WriteStartObject("tags");
        foreach (var (key, value) in tags)
            json.WriteString(key, value);
        json.WriteEndObject();
    }

    private static byte[] Write(Action<Utf8JsonWriter> write)
    {
        var bytes = new ArrayBufferWriter<byte>(512);
        using (var json = new Utf8JsonWriter(bytes))
            write(json);
        return bytes.WrittenSpan.ToArray();
    }

    private static string Text(DateOnly date) => date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static string Text(DateTimeOffset instant) => instant.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
}
