namespace Rollcall.Demo;

/// <summary>One question to the assistant and its answer.</summary>
/// <param name="Id">Made of seed, person, day and number within the day: the same however often it is generated.</param>
/// <param name="Person">The number of the person.</param>
/// <param name="EndUser">The person's address.</param>
/// <param name="TimeStart">UTC.</param>
/// <param name="TimeEnd">UTC, after <paramref name="TimeStart"/>.</param>
/// <param name="ConversationId">One to four interactions of a person on one day.</param>
/// <param name="Model">Name of the language model.</param>
/// <param name="Agent">Name of the agent.</param>
/// <param name="InputTokens">At least 1.</param>
/// <param name="OutputTokens">0 when it failed.</param>
/// <param name="Cost">Micro-dollars.</param>
/// <param name="Error">What went wrong; null when nothing did.</param>
/// <param name="Tags"><c>feature</c> and <c>channel</c>.</param>
/// <param name="Input">What the person asked; null without text.</param>
/// <param name="Output">What the assistant answered; null without text and when it failed.</param>
public sealed record DemoInteraction(
    string Id,
    int Person,
    string EndUser,
    DateTimeOffset TimeStart,
    DateTimeOffset TimeEnd,
    string ConversationId,
    string Model,
    string Agent,
    int InputTokens,
    int OutputTokens,
    long Cost,
    string? Error,
    IReadOnlyDictionary<string, string> Tags,
    string? Input,
    string? Output);
