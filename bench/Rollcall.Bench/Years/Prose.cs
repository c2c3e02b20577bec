using System.Text;

namespace Rollcall.Bench.Years;

/// <summary>
/// Text that packs about as well as people's: words of a made-up vocabulary as often as in a language (the r-th most frequent one in proportion to 1/r), in sentences. The same
/// number gives the same text.
/// </summary>
internal static class Prose
{
    private const int Words = 8_000;

    private static readonly string[] Syllables = "a an be ca co de di en er fo ga ha in ka la le ma mi no on or pa pe ra re ri sa se si so ta te ti to tra un ver vi wa".Split(' ');
    private static readonly string[] Vocabulary = [.. Enumerable.Range(0, Words).Select(Word)];
    private static readonly double[] Until = Cumulated();

    /// <summary>Sentences of about so many characters.</summary>
    public static string Of(ulong number, int length)
    {
        var random = new Random((int)(number ^ (number >> 32)));
        var text = new StringBuilder(length + 16);
        var inSentence = 0;
        while (text.Length < length)
        {
            var at = Array.BinarySearch(Until, random.NextDouble());
            var word = Vocabulary[Math.Min(at < 0 ? ~at : at, Words - 1)];
            if (inSentence++ == 0)
                text.Append(char.ToUpperInvariant(word[0])).Append(word, 1, word.Length - 1);
            else
                text.Append(word);
            var ends = inSentence > 4 && random.Next(12) == 0;
            text.Append(ends ? ". " : random.Next(14) == 0 ? ", " : " ");
            inSentence = ends ? 0 : inSentence;
        }

        return text.ToString();
    }

    // Frequent words are short.
    private static string Word(int rank)
    {
        var random = new Random(rank);
        return string.Concat(Enumerable.Range(0, 1 + (rank > 20 ? 1 : 0) + (rank > 400 ? 1 : 0) + random.Next(2)).Select(_ => Syllables[random.Next(Syllables.Length)]));
    }

    private static double[] Cumulated()
    {
        var until = new double[Words];
        var sum = 0.0;
        for (var rank = 0; rank < Words; rank++)
            until[rank] = sum += 1.0 / (rank + 2);
        for (var rank = 0; rank < Words; rank++)
            until[rank] /= sum;
        return until;
    }
}
