using System.Text.Json;
using System.Text.Json.Serialization;

namespace Rollcall.Cli.Import.Nebuly;

/// <summary>How far an import is, in a file beside the command: what is before <see cref="Next"/> is at the target.</summary>
internal sealed class ImportProgress
{
    /// <summary>Which projects of which servers: hashes of addresses and keys.</summary>
    public required string Between { get; init; }

    public required DateTimeOffset Since { get; init; }

    /// <summary>Exclusive: when the import began.</summary>
    public required DateTimeOffset Until { get; init; }

    /// <summary>Interactions that the source says it has in between; null when it does not say.</summary>
    public long? Announced { get; init; }

    public required DateTimeOffset Next { get; set; }

    public bool HasPeople { get; set; }

    public PeopleCounts People { get; set; } = new(0, 0, 0, 0);

    public InteractionCounts Interactions { get; set; } = new(0, 0, 0, 0);

    public long Rejected { get; set; }

    public NotTaken Missed { get; init; } = new();

    /// <summary>What an earlier run left; null when there is none.</summary>
    /// <exception cref="UnreadableFileException">The file is something else, or belongs to an import between other projects.</exception>
    public static async Task<ImportProgress?> Read(string file, string between, CancellationToken ct)
    {
        if (!File.Exists(file))
            return null;
        ImportProgress? found;
        try
        {
            found = JsonSerializer.Deserialize(await File.ReadAllBytesAsync(file, ct), ImportProgressJson.Default.ImportProgress);
        }
        catch (JsonException broken)
        {
            throw new UnreadableFileException($"{file} is not the progress of an import: {broken.Message}", broken);
        }

        return found?.Between == between ? found : throw new UnreadableFileException($"{file} is the progress of an import between other projects; name another file with --progress.");
    }

    /// <summary>Replaces the file as a whole, so that a crash leaves the one before.</summary>
    public async Task Write(string file, CancellationToken ct)
    {
        var part = $"{file}.part";
        await File.WriteAllBytesAsync(part, JsonSerializer.SerializeToUtf8Bytes(this, ImportProgressJson.Default.ImportProgress), ct);
        File.Move(part, file, overwrite: true);
    }
}

/// <summary>People read of the source, and what the target made of them.</summary>
internal sealed record PeopleCounts(long Read, long Inserted, long Updated, long Unchanged);

/// <summary>Interactions read of the source, and what the target made of them.</summary>
internal sealed record InteractionCounts(long Read, long Accepted, long Duplicates, long Conflicts);

/// <summary>What the command says at its end on standard output.</summary>
internal sealed record ImportReport(PeopleCounts People, InteractionCounts Interactions, long Rejected, NotTaken NotTaken);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(ImportProgress))]
[JsonSerializable(typeof(ImportReport))]
internal sealed partial class ImportProgressJson : JsonSerializerContext;
