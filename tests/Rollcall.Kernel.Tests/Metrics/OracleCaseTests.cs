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
            var snapshot = @case.Index().Snapshot();
            if (query.Params.Events is { } events)
                snapshot = snapshot.WithActivity(@case.Activity(events));
            var answer = CaseAnswers.Ask(new Evaluator(snapshot, Day.Of(@case.Today)), query);
            ReferenceAnswers.Contains(query.Answer, answer, $"{file} {query.Metric} {JsonSerializer.Serialize(query.Params)}");
            asked++;
        }

        Assert.Equal(44, asked);
    }
}
