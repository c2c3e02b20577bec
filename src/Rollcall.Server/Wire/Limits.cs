namespace Rollcall.Server.Wire;

/// <summary>How much a request may hold. The same figures stand in the documentation, in the OpenAPI document and in the errors.</summary>
internal static class Limits
{
    /// <summary>Bytes of a JSON body, after decompression.</summary>
    public const long JsonBody = 10_000_000;

    /// <summary>Bytes of an NDJSON body, after decompression.</summary>
    public const long LinesBody = 100_000_000;

    /// <summary>Nested objects and arrays.</summary>
    public const int JsonDepth = 64;

    /// <summary>UTF-8 bytes of the text and tags of one interaction.</summary>
    public const int InteractionText = 1_000_000;

    /// <summary>UTF-8 bytes of the traces of one interaction; what is beyond is cut and marked as cut.</summary>
    public const int Traces = 1_000_000;

    public const int EndUser = 512;

    /// <summary>Characters of an interaction's own id, and of a conversation's.</summary>
    public const int Id = 512;

    /// <summary>Characters of a model's, an agent's name and of an error.</summary>
    public const int Name = 1_000;

    public const int Tags = 100;

    public const int TagKey = 200;

    public const int TagValue = 1_000;

    /// <summary>People in one request.</summary>
    public const int People = 50_000;

    /// <summary>Access intervals of one person.</summary>
    public const int Intervals = 1_000;

    public const int IdempotencyKey = 255;

    /// <summary>The earliest start of an interaction; the latest is one day ahead of the server's clock.</summary>
    public static readonly DateTimeOffset EarliestTime = new(2000, 1, 1, 0, 0, 0, TimeSpan.Zero);
}
