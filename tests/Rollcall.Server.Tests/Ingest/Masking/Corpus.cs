using System.Text;

namespace Rollcall.Server.Tests.Ingest.Masking;

/// <summary>Sentences in several languages with what ought to be masked marked by hand.</summary>
internal static class Corpus
{
    /// <summary>The sentences on which the rules were made.</summary>
    public static IEnumerable<Sentence> Seen => Sentences("corpus.txt");

    /// <summary>Sentences written afterwards, on which nothing was tuned.</summary>
    public static IEnumerable<Sentence> Unseen => Sentences("corpus-unseen.txt");

    private static IEnumerable<Sentence> Sentences(string name)
    {
        using var file = typeof(Corpus).Assembly.GetManifestResourceStream(name)!;
        using var reader = new StreamReader(file);
        while (reader.ReadLine() is { } line)
        {
            if (line.Length > 0 && line[0] != '#')
                yield return Parse(line.Split('\t')[1]);
        }
    }

    private static Sentence Parse(string line)
    {
        var text = new StringBuilder();
        var marks = new List<(int, int, string)>();
        foreach (var part in line.Split('‹').Select((part, i) => (Text: part, IsMarked: i > 0)))
        {
            if (!part.IsMarked)
            {
                text.Append(part.Text);
                continue;
            }

            var (kind, rest) = (part.Text[..part.Text.IndexOf(':', StringComparison.Ordinal)], part.Text[(part.Text.IndexOf(':', StringComparison.Ordinal) + 1)..]);
            var end = rest.IndexOf('›', StringComparison.Ordinal);
            marks.Add((text.Length, text.Length + end, kind));
            text.Append(rest, 0, end).Append(rest, end + 1, rest.Length - end - 1);
        }

        return new(text.ToString(), marks);
    }

    internal sealed record Sentence(string Text, IReadOnlyList<(int Start, int End, string Kind)> Marks);
}
