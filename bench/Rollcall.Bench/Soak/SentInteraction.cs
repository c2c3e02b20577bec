using System.Globalization;
using System.Text;
using Rollcall.Bench.Years;

namespace Rollcall.Bench.Soak;

/// <summary>The interactions of a soak, each made of its number alone: what is sent again is the same, and what is found can be told.</summary>
internal sealed class SentInteraction(int people, DateTimeOffset begun)
{
    /// <summary>How late some are at the most.</summary>
    public const int LateDays = 60;

    private const int LateOneIn = 20;
    private const int Texts = 512;

    private static readonly string[] Models = ["atlas-large", "atlas-mini", "atlas-code"];
    private static readonly string[] Inputs = [.. Enumerable.Range(0, Texts).Select(i => Prose.Of((ulong)i, 80 + (i % 160)))];
    private static readonly string[] Outputs = [.. Enumerable.Range(Texts, Texts).Select(i => Prose.Of((ulong)i, 150 + (i % 400)))];

    public string EndUser(long number) => string.Create(CultureInfo.InvariantCulture, $"person{(number * 7_919) % people}@acme.example");

    /// <summary>The conversation of a number, which no other number has.</summary>
    public static string Conversation(long number) => string.Create(CultureInfo.InvariantCulture, $"c-{number}");

    /// <summary>The number of a conversation.</summary>
    public static long NumberOf(string conversation) => long.Parse(conversation.AsSpan(2), CultureInfo.InvariantCulture);

    /// <summary>An array of the native API.</summary>
    public string Batch(long first, int count)
    {
        var body = new StringBuilder("[");
        for (var number = first; number < first + count; number++)
        {
            var start = Start(number);
            body.Append(number > first ? "," : "").Append(CultureInfo.InvariantCulture, $$"""
                {"id":"s-{{number}}","end_user":"{{EndUser(number)}}","time_start":"{{start:O}}","time_end":"{{start.AddSeconds(2):O}}","conversation_id":"{{Conversation(number)}}","model":"{{Models[number % 3]}}","agent":"assistant","input_tokens":{{100 + (number % 900)}},"output_tokens":{{50 + (number % 400)}},"cost":{{number % 5_000}},"tags":{"channel":"{{(number % 5 < 3 ? "web" : "chat-app")}}"},"input":"{{Inputs[number % Texts]}}","output":"{{Outputs[number % Texts]}}"}
                """);
        }

        return body.Append(']').ToString();
    }

    /// <summary>One interaction as Nebuly's clients send it, without an id.</summary>
    public string Single(long number)
    {
        var start = Start(number);
        return string.Create(CultureInfo.InvariantCulture, $$$"""
            {"interaction":{"conversation_id":"{{{Conversation(number)}}}","input":"{{{Inputs[number % Texts]}}}","output":"{{{Outputs[number % Texts]}}}","time_start":"{{{start:O}}}","time_end":"{{{start.AddSeconds(3):O}}}","end_user":"{{{EndUser(number)}}}","tags":{"channel":"browser-extension"}},"traces":[{"model":"{{{Models[number % 3]}}}","input":"x","output":"y","input_tokens":{{{100 + (number % 900)}}},"output_tokens":{{{50 + (number % 400)}}}}],"anonymize":false}
            """);
    }

    // Some are late, so that several months are moved to.
    private DateTimeOffset Start(long number)
    {
        var start = begun.AddMilliseconds(-5_000 + (number / 2.0));
        return number % LateOneIn == 0 ? start.AddDays(-(number / LateOneIn % LateDays)) : start;
    }
}
