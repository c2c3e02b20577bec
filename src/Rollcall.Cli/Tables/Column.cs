namespace Rollcall.Cli.Tables;

/// <summary>What a column holds.</summary>
internal enum ColumnKind
{
    /// <summary>A text that may be empty; no text is something else.</summary>
    Text,

    /// <summary>A name or an id; an empty one is none.</summary>
    Name,

    /// <summary>A time with its zone, to the microsecond.</summary>
    Instant,

    /// <summary>A local day, or a time with its zone.</summary>
    DayOrInstant,

    /// <summary>A whole number of 64 bits.</summary>
    Number,

    /// <summary>A JSON text that is kept as it is.</summary>
    Json,

    /// <summary>A JSON object of texts.</summary>
    Tags,
}

/// <summary>A column of a table of interactions or people, named as the field of the line that it becomes.</summary>
/// <param name="IsRequired">A file without it is of no use.</param>
/// <param name="IsExported">Whether exports have it; the others are only taken.</param>
internal sealed record Column(string Name, ColumnKind Kind, bool IsRequired = false, bool IsExported = true);
