using System.Text.Json;
using Rollcall.Kernel.Metrics;
using Rollcall.Kernel.Time;
using Rollcall.Testing;
using Xunit;

namespace Rollcall.Kernel.Tests.Metrics;

/// <summary>The worked cases: every answer as the reference program gives it.</summary>
public sealed class OracleCaseTests
{
    public static TheoryData<string> Cases => [.. TestData.OracleCases().Select(path => Path.GetFileName(path))];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Every_question_is_answered_as_the_reference_does(string file)
    {
        var @case = Case.Load(TestData.PathOf("oracle", file));
        var asked = 0;
        foreach (var query in @case.Queries)
        {
            var where = $"{file} {query.Metric} {JsonSerializer.Serialize(query.Params)}";
            var snapshot = @case.Index().Snapshot();
            if (query.Params.Events is { } events)
                snapshot = snapshot.WithActivity(@case.Activity(events));
            var evaluator = new Evaluator(snapshot, Day.Of(@case.Today));
            if (query.Metric == "adoption")
                AssertAdoption(query, evaluator.Adoption(query.Params.ToQuestion()), where);
            else if (AnswerChecks.Knows(query.Metric))
                AnswerChecks.Check(evaluator, query, where);
            else
                AssertSeries(query, evaluator.Series(query.Params.ToQuestion(), query.Params.ToGrain()), where);
            asked++;
        }

        Assert.Equal(44, asked);
    }

    private static void AssertAdoption(CaseQuery query, AdoptionAnswer answer, string where)
    {
        AdoptionChecks.Equal(query.Answer.GetProperty("total"), answer.Total, where);
        if (!query.Answer.TryGetProperty("groups", out var groups))
        {
            Assert.Empty(answer.Groups);
            return;
        }

        Assert.Equal(query.Answer.GetProperty("partition").GetBoolean(), answer.Partition);
        Assert.Equal(groups.EnumerateArray().Select(group => group.GetProperty("value").GetString()), answer.Groups.Select(group => group.Values[0]));
        foreach (var (expected, actual) in groups.EnumerateArray().Zip(answer.Groups))
            AdoptionChecks.Equal(expected, actual.Answer, $"{where} {actual.Values[0]}");
    }

    private static void AssertSeries(CaseQuery query, SeriesAnswer answer, string where)
    {
        AssertBuckets(query.Answer.GetProperty("buckets"), answer.Buckets, where);
        if (!query.Answer.TryGetProperty("groups", out var groups))
            return;
        Assert.Equal(groups.EnumerateArray().Select(group => group.GetProperty("value").GetString()), answer.Groups.Select(group => group.Values[0]));
        foreach (var (expected, actual) in groups.EnumerateArray().Zip(answer.Groups))
            AssertBuckets(expected.GetProperty("buckets"), actual.Answer, $"{where} {actual.Values[0]}");
    }

    private static void AssertBuckets(JsonElement expected, IReadOnlyList<SeriesBucket> actual, string where)
    {
        Assert.Equal(expected.GetArrayLength(), actual.Count);
        foreach (var (wanted, bucket) in expected.EnumerateArray().Zip(actual))
        {
            Assert.Equal(wanted.GetProperty("from").GetString(), bucket.Period.From.ToString());
            Assert.Equal(wanted.GetProperty("to").GetString(), bucket.Period.Until.ToString());
            Assert.Equal(wanted.GetProperty("partial").GetBoolean(), bucket.Partial);
            AdoptionChecks.Equal(wanted, bucket.Measures, $"{where} {bucket.Period}");
        }
    }
}
