using System.Globalization;
using System.Text;
using Rollcall.Server.Ingest.Masking;
using Xunit;

namespace Rollcall.Server.Tests.Ingest.Masking;

public sealed class MaskerTests
{
    [Theory]
    [InlineData("Write to ann@acme.example.", "Write to [email].")]
    [InlineData("Call +49 171 5550123 now", "Call [phone] now")]
    [InlineData("card 4111 1111 1111 1111", "card [card]")]
    [InlineData("card 4111 1111 1111 1112", "card 4111 1111 1111 1112")]
    [InlineData("DE89 3704 0044 0532 0130 00 is mine", "[iban] is mine")]
    [InlineData("DE88 3704 0044 0532 0130 00 is not", "DE88 3704 0044 0532 0130 00 is not")]
    [InlineData("from 203.0.113.42: lost", "from [ip]: lost")]
    [InlineData("postgres://app:hunter22@db.acme.example/x", "postgres://app:[secret]@db.acme.example/x")]
    [InlineData("nothing to see on 2026-05-04", "nothing to see on 2026-05-04")]
    [InlineData("", "")]
    public void Each_find_is_replaced_by_its_kind(string text, string masked) => Assert.Equal(masked, Masker.Mask(text));

    [Fact]
    public void No_text_stays_no_text() => Assert.Null(Masker.Mask(null));

    [Fact]
    public void Masking_twice_changes_nothing_more()
        => Assert.All(Corpus.Seen, sentence => Assert.Equal(Masker.Mask(sentence.Text), Masker.Mask(Masker.Mask(sentence.Text))));

    [Theory]
    [InlineData(false, 0.97, 0.98)]
    [InlineData(true, 0.95, 0.75)]
    public void The_corpus_is_masked_as_well_as_the_documents_say(bool unseen, double leastPrecision, double leastRecall)
    {
        var sentences = (unseen ? Corpus.Unseen : Corpus.Seen).ToList();
        var report = new StringBuilder();
        var (finds, marks, right) = (0, 0, 0);
        foreach (var kind in Masker.Kinds)
        {
            var found = Of(kind, sentence => Masker.Finds(sentence.Text));
            var marked = Of(kind, sentence => sentence.Marks);
            var hits = found.Intersect(marked).Count();
            report.Append(CultureInfo.InvariantCulture, $"{kind}: precision {hits}/{found.Count}, recall {hits}/{marked.Count}\n");
            report.AppendJoin("", marked.Except(found).Select(miss => $"  missed {miss}\n")).AppendJoin("", found.Except(marked).Select(extra => $"  wrong {extra}\n"));
            (finds, marks, right) = (finds + found.Count, marks + marked.Count, right + hits);
        }

        report.Append(CultureInfo.InvariantCulture, $"all: precision {right}/{finds}, recall {right}/{marks}\n");
        TestContext.Current.TestOutputHelper?.WriteLine(report.ToString());
        Assert.True(marks > 30 && right >= leastPrecision * finds && right >= leastRecall * marks, report.ToString());

        List<(string Text, int Sentence)> Of(string kind, Func<Corpus.Sentence, IReadOnlyList<(int Start, int End, string Kind)>> spans)
            => [.. sentences.SelectMany((sentence, i) => spans(sentence).Where(span => span.Kind == kind).Select(span => ($"{sentence.Text[span.Start..span.End]} at {span.Start}", i)))];
    }

    [Fact]
    public async Task Hostile_text_does_not_hang()
    {
        string[] parts = ["1 ", "+", "a@", "a.", ":", "0.", "password ", "DE89 ", "-----BEGIN PRIVATE KEY-----", "eyJ", "((", "4111 1111 1111 1111 "];
        foreach (var part in parts)
        {
            var text = string.Concat(Enumerable.Repeat(part, 1_000_000 / part.Length));
            Assert.NotNull(await Task.Run(() => Masker.Mask(text), TestContext.Current.CancellationToken).WaitAsync(TimeSpan.FromSeconds(15), TestContext.Current.CancellationToken));
        }
    }
}
