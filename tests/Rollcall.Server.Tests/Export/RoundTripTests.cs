using System.Globalization;
using System.Text;
using System.Text.Json;
using CsCheck;
using Xunit;

namespace Rollcall.Server.Tests.Export;

public sealed class RoundTripTests
{
    private static readonly string[] Formats = ["ndjson", "csv", "parquet"];

    private static readonly JsonSerializerOptions WithoutNulls = new() { DefaultIgnoreCondition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingNull };

    private static readonly string[] Pieces =
    [
        "a", "0", "1", " ", ",", ";", "'", "''", "\"", "=", "+", "-", "@", "\t", "\r", "\n", "\r\n", "\0", "\u0001", "\u001f", "\u007f", "\uFEFF", "\u2028", "é", "e\u0301", "🙂", "null", "{}", "[1", "\\", "\\u0000", "%", "_",
    ];

    private static readonly Gen<string> Text = Gen.OneOf(Pieces.Select(Gen.Const).ToArray()).Array[0, 8].Select(string.Concat);
    private static readonly Gen<string> Name = Gen.OneOf(Pieces.Where(piece => !piece.Any(char.IsControl)).Select(Gen.Const).ToArray()).Array[0, 5].Select(pieces => string.Concat(pieces) + "n");
    private static readonly Gen<string?> MaybeText = Gen.Null(Text);
    private static readonly Gen<string?> MaybeName = Gen.Null(Name);
    // Keys that differ by the space around them alone, or by how accents are composed, are one.
    private static readonly Gen<Dictionary<string, string>?> Tags = Gen.Null(
        Gen.Dictionary(Name, Name)[0, 3].Select(tags => tags.DistinctBy(tag => tag.Key.Normalize().Trim()).ToDictionary(tag => tag.Key, tag => tag.Value)));
    private static readonly Gen<string> Time = Gen.Long[0, 60L * 86_400 * 1_000_000].Select(micros => new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero).AddMicroseconds(micros).ToString("O", CultureInfo.InvariantCulture));
    private static readonly Gen<object?> Json = Gen.OneOf(
        Gen.Const((object?)null), Text.Array[0, 3].Select(array => (object?)array), Gen.Dictionary(Text, Text)[0, 3].Select(pairs => (object?)pairs), Gen.Const((object?)new object?[] { 1.0e300, 0.1m, 9007199254740993, true, null, new[] { "" } }));

    private static readonly Gen<string> Interaction =
        from names in Gen.Select(MaybeName, Name, MaybeName, MaybeName, MaybeName, MaybeName)
        from texts in Gen.Select(MaybeText, MaybeText)
        from time in Time
        from counts in Gen.Long[0, 1_000_000_000_000_000].Array[3]
        from tags in Tags
        from json in Gen.Select(Json, Text.Array[0, 2], Gen.Dictionary(Text, Text)[0, 2])
        select JsonSerializer.Serialize(
            new
            {
                id = names.Item1, end_user = names.Item2, conversation_id = names.Item3, model = names.Item4, agent = names.Item5, error = names.Item6, input = texts.Item1, output = texts.Item2,
                time_start = time, time_end = counts[0] % 3 == 0 ? time : null, input_tokens = counts[0] % 2 == 0 ? counts[0] : (long?)null, output_tokens = counts[1], cost = counts[2], tags,
                feedback = json.Item1, traces = json.Item2.Select(text => new { text }), context = json.Item3,
            },
            WithoutNulls);

    private static readonly Gen<string[]> Person =
        from id in Name
        from days in Gen.Int[1, 60].Array[0, 5]
        from tags in Tags
        from later in Tags
        select (string[])
        [
            JsonSerializer.Serialize(new { end_user = id, access = Access(days), tags, tags_from = tags is null ? null : "2026-01-05" }, WithoutNulls),
            .. later is null ? (string[])[] : [JsonSerializer.Serialize(new { end_user = id, tags = later, tags_from = "2026-02-05" })],
        ];

    [Fact]
    public async Task Interactions_survive_each_format()
    {
        await using var files = await Files.Start();
        await Interaction.Array[0, 12].SampleAsync(async lines => await Survive(files, "interactions", lines), iter: 12, threads: 1);
    }

    [Fact]
    public async Task People_survive_each_format()
    {
        await using var files = await Files.Start();
        await Person.Array[0, 6].SampleAsync(async people => await Survive(files, "people", [.. people.SelectMany(lines => lines)]), iter: 12, threads: 1);
    }

    [Fact]
    public async Task Long_texts_survive_each_format()
    {
        await using var files = await Files.Start();
        var text = string.Concat(Enumerable.Repeat("🙂 \0'=\"\r\n", 70_000));   // 12 bytes each
        await Survive(files, "interactions", [.. Enumerable.Range(0, 8).Select(i => JsonSerializer.Serialize(new { end_user = "a", time_start = $"2026-03-01T10:00:0{i}Z", input = text, output = "" }))]);
    }

    private static async Task Survive(Files files, string table, IReadOnlyList<string> lines)
    {
        var source = await files.Project();
        await files.Import(source, table, await files.Of("ndjson", Encoding.UTF8.GetBytes(string.Join('\n', lines))));
        var expected = await files.Lines(source, table);
        foreach (var format in Formats)
        {
            var file = await files.Export(source, table, format);
            var target = await files.Project();
            await files.Import(target, table, file);
            Assert.Equal(expected, await files.Lines(target, table));
            // Sent again it is there already.
            Assert.Contains(table == "people" ? "\"inserted\":0" : "\"accepted\":0", await files.Import(source, table, file), StringComparison.Ordinal);
            Assert.Equal(expected, await files.Lines(source, table));
        }
    }

    // Days that follow each other bound intervals; an odd one out stays open.
    private static object[] Access(IEnumerable<int> days) =>
        [.. days.Distinct().Order().Chunk(2).Select(pair => (object)new { from = Day(pair[0]), to = pair.Length == 2 ? Day(pair[1]) : null })];

    private static string Day(int day) => new DateOnly(2026, 1, 1).AddDays(day).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) + (day % 3 == 0 ? "T08:00:00.000001Z" : "");
}
