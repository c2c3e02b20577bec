using System.Globalization;

namespace Rollcall.Demo;

/// <summary>When an interaction happens on its day, with the use that it belongs to.</summary>
internal readonly record struct Moment(int Second, int Index, int Conversation, DayOfUse Use)
{
    /// <summary>By time; the rest makes the order total.</summary>
    public static int Compare(Moment a, Moment b) =>
        a.Second != b.Second ? a.Second.CompareTo(b.Second)
        : a.Use.Person != b.Use.Person ? a.Use.Person.CompareTo(b.Use.Person)
        : a.Index.CompareTo(b.Index);
}

/// <summary>Writes a day of use out as interactions: times, conversations, agents, tokens and text.</summary>
internal sealed class Scribe(int seed, Func<int, string> endUsers, bool withText)
{
    private const int LastSecond = (23 * 3600) - 1;

    private static readonly string[] Errors = ["timeout", "rate_limited", "tool_failed"];
    private static readonly string[] Channels = ["web", "chat-app", "browser-extension"];

    // One object for each pair, shared by all interactions that have it.
    private static readonly SortedList<string, string>[] Tags =
    [
        .. from feature in Phrases.Features
           from channel in Channels
           select new SortedList<string, string>(2, StringComparer.Ordinal) { ["channel"] = channel, ["feature"] = feature },
    ];

    public static void AddMoments(List<Moment> moments, DayOfUse use)
    {
        var dice = new Dice(Dice.Hash(use.Draw, 1));
        var conversation = 0;
        for (var index = 0; index < use.Count; conversation++)
        {
            var last = Math.Min(use.Count, index + 1 + dice.Part([450, 300, 150, 100]));
            var second = use.Country.OpensAt + dice.Below(10 * 3600);
            for (; index < last; index++)
            {
                moments.Add(new Moment(Math.Min(second, LastSecond), index, conversation, use));
                second += dice.Between(40, 420);
            }
        }
    }

    public DemoInteraction Write(Moment moment, DateOnly date, DateTimeOffset start)
    {
        var use = moment.Use;
        var conversation = new Dice(Dice.Hash(use.Draw, 1000 + (ulong)moment.Conversation));
        var agent = AgentOf(use.Department, ref conversation);
        var feature = conversation.Part([560, 260, 180]);
        var channel = conversation.Part([520, 330, 150]);
        var small = feature == 1 || conversation.Chance(250);

        var dice = new Dice(Dice.Hash(use.Draw, 2000 + (ulong)moment.Index));
        var error = dice.Chance(13) ? dice.Of<string>(Errors) : null;
        var inputTokens = dice.Between(60, 900) + (moment.Index * dice.Between(0, 120));
        var outputTokens = error is null ? dice.Between(30, 620) : 0;
        var milliseconds = error == "timeout" ? 30_000 : 400 + (outputTokens * (small ? 6 : 14)) + dice.Between(0, 900);
        var cost = small ? (inputTokens / 4) + outputTokens : (inputTokens * 3L) + (outputTokens * 15L);
        var topic = withText ? dice.Of(Phrases.Topics(use.Department)) : "";
        var stamp = date.ToString("yyyyMMdd", CultureInfo.InvariantCulture);
        return new DemoInteraction(
            Id: $"demo-{seed}-{use.Person}-{stamp}-{moment.Index}",
            Person: use.Person,
            EndUser: endUsers(use.Person),
            TimeStart: start,
            TimeEnd: start.AddMilliseconds(milliseconds),
            ConversationId: $"c-{seed}-{use.Person}-{stamp}-{moment.Conversation}",
            Model: small ? "atlas-mini" : "atlas-large",
            Agent: agent,
            InputTokens: inputTokens,
            OutputTokens: outputTokens,
            Cost: cost,
            Error: error,
            Tags: Tags[(feature * Channels.Length) + channel],
            Input: withText ? Phrases.Ask(feature, topic, ref dice) : null,
            Output: withText && error is null ? Phrases.Answer(feature, topic, ref dice) : null);
    }

    private static string AgentOf(Department department, ref Dice dice)
    {
        var own = department == Department.CustomerSupport ? ("support-helper", 700)
            : department == Department.Engineering || department == Department.Product ? ("code-companion", 450)
            : department == Department.Sales || department == Department.Marketing ? ("crm-writer", 480)
            : department == Department.PeopleTeam || department == Department.Legal ? ("policy-guide", 380)
            : ("assistant", 1000);
        return dice.Chance(own.Item2) ? own.Item1 : "assistant";
    }
}
