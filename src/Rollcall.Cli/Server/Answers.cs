using System.Text.Json.Serialization;

namespace Rollcall.Cli.Server;

/// <summary>The answer to a list of people.</summary>
internal sealed record PeopleAnswer(long Inserted, long Updated, long Unchanged);

/// <summary>The answer to lines of interactions; <see cref="Rejected"/> names the first thousand.</summary>
internal sealed record InteractionsAnswer(long Accepted, long Duplicates, long Conflicts, RejectedLine[]? Rejected, long? RejectedCount);

/// <param name="Line">The line in the request, from 1.</param>
/// <param name="Code">The stable name of the fault.</param>
/// <param name="Message">The fault in words.</param>
internal sealed record RejectedLine(long Line, string? Code, string? Message);

/// <summary>Why a whole request was refused (RFC 9457).</summary>
internal sealed record Problem(string? Title, string? Detail, string? Code, Fault[]? Errors);

/// <param name="Path">The place in the request, for example <c>users[3].access</c>.</param>
/// <param name="Code">The stable name of the fault.</param>
/// <param name="Message">The fault in words.</param>
internal sealed record Fault(string? Path, string? Code, string? Message);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(PeopleAnswer))]
[JsonSerializable(typeof(InteractionsAnswer))]
[JsonSerializable(typeof(Problem))]
internal sealed partial class AnswersJson : JsonSerializerContext;
