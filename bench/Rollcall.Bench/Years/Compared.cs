using System.Diagnostics;
using System.Globalization;

namespace Rollcall.Bench.Years;

/// <summary>The times of one question on both sides.</summary>
/// <param name="Name">What was asked.</param>
/// <param name="Server">Milliseconds, the median of some runs.</param>
/// <param name="Plain">The same.</param>
/// <param name="AreEqual">Whether the answers were.</param>
internal sealed record Compared(string Name, double Server, double Plain, bool AreEqual)
{
    public static async Task<Compared> Of(string name, int runs, Func<Task<string>> server, Func<Task<string>> plain)
    {
        // In turn, so that what else the machine does meets both.
        List<double> ours = [], theirs = [];
        var areEqual = true;
        for (var i = 0; i < runs; i++)
        {
            var answer = await Timed(ours, server);
            var expected = await Timed(theirs, plain);
            if (answer != expected)
                Console.Error.WriteLine($"{name}:\nserver\n{answer}\nplain\n{expected}");
            areEqual &= answer == expected;
        }

        Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name}: {Median(ours):0.0} ms, plain {Median(theirs):0.0} ms"));
        return new(name, Median(ours), Median(theirs), areEqual);
    }

    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture, $"| {Name} | {Server:N1} | {Plain:N1} | {Plain / Server:0.0#}x | {(AreEqual ? "equal" : "**NOT EQUAL**")} |");

    private static async Task<string> Timed(List<double> times, Func<Task<string>> ask)
    {
        var begun = Stopwatch.GetTimestamp();
        string answer;
        try
        {
            answer = await ask();
        }
        catch (InvalidOperationException refused)
        {
            // Too large a question is refused after a while: that too is to be seen.
            answer = refused.Message;
        }

        times.Add(Stopwatch.GetElapsedTime(begun).TotalMilliseconds);
        return answer;
    }

    private static double Median(List<double> times) => times.Order().ElementAt(times.Count / 2);
}
