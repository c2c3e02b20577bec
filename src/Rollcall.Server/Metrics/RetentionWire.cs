using System.Text.Json;
using Rollcall.Kernel.Metrics;

namespace Rollcall.Server.Metrics;

internal static class RetentionWire
{
    private const int MostPeriods = 400;

    public static readonly MetricWire<ShownRetention> Metric = new(
        Retention.Definition,
        "Who stays, by cohort and period",
        typeof(RetentionDocument),
        ["from", "to", "interval", "anchor", "kind", .. QuestionReader.Once],
        parameters =>
        {
            var window = parameters.Window();
            var question = parameters.QuestionOnce(window);
            var grain = parameters.Interval(window, MostPeriods);
            var anchor = parameters.OneOf("anchor", ("first_use", RetentionAnchor.FirstUse), ("access_start", RetentionAnchor.AccessStart));
            var kind = parameters.OneOf("kind", ("bounded", RetentionKind.Bounded), ("unbounded", RetentionKind.Unbounded));
            return MetricRequest.Of(
                question,
                Retention.By(grain, anchor, kind),
                asked => asked.Project.Calendar.Periods(window, grain).Count() is var n ? n * (n + 2) : 0,
                asked => asked.Answers.Retention(question.Question, grain, anchor, kind),
                asked => asked.Project.Calendar.Periods(window, grain).Last().Until)
                with
            { Defining = _ => [("interval", grain), ("anchor", anchor), ("kind", kind)] };
        },
        (json, answer) =>
        {
            json.WriteStartArray("cohorts");
            foreach (var cohort in answer.Cohorts)
            {
                json.WriteStartObject();
                json.WriteString("from", cohort.Period.From.ToString());
                json.WriteShown(cohort.Shown, WriteCohort);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteStartArray("weighted_mean");
            foreach (var mean in answer.WeightedMean)
            {
                if (mean is { } rate)
                    json.WriteNumberValue(rate);
                else
                    json.WriteNullValue();
            }

            json.WriteEndArray();
        },
        ["cohort", "size", "period", .. Retention.Measures.Select(measure => measure.Name), "weighted_mean"],
        answer => answer.Cohorts.SelectMany(cohort => cohort.Shown.Value is { } seen
            ? seen.Cells.Select(cell => Line.Of(
            [
                cohort.Period.From.ToString(), AnswerCsv.Value(seen.Size), AnswerCsv.Value(cell.Period), .. AnswerCsv.Values(Retention.Measures, cell),
                AnswerCsv.Value(answer.WeightedMean[cell.Period]),
            ]))
            : [Line.Suppressed([cohort.Period.From.ToString()])]))
    {
        Place = new(["cohort", "period"], (parameters, set) => new(
            set,
            parameters.RequiredDate("cohort"),
            set == Retention.Cohort ? parameters.Number("period", 0, MostPeriods) : parameters.RequiredNumber("period", 0, MostPeriods))),
        Parts = answer => answer.Cohorts.Select(cohort => (cohort.Period.From, cohort.Shown.IsSuppressed)),
    };

    private static void WriteCohort(Utf8JsonWriter json, RetentionCohort cohort)
    {
        json.WriteNumber("size", cohort.Size);
        json.WriteStartArray("cells");
        foreach (var cell in cohort.Cells)
        {
            json.WriteStartObject();
            json.WriteNumber("period", cell.Period);
            json.WriteMeasures(Retention.Measures, cell);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}

/// <param name="WeightedMean">By period: sum of active / sum of sizes, over the cohorts whose period is over and that are not suppressed.</param>
internal sealed record RetentionDocument(
    WindowDocument Window, DefinitionDocument Definition, DateOnly CompleteThrough, bool Final, bool Partial,
    IReadOnlyList<RetentionCohortDocument>? Cohorts = null, IReadOnlyList<double?>? WeightedMean = null, bool? Suppressed = null, ExplainDocument? Explain = null);

internal sealed record RetentionCohortDocument(DateOnly From, long? Size = null, IReadOnlyList<RetentionCellDocument>? Cells = null, bool? Suppressed = null);

/// <param name="Active">Null, as its neighbours, while the period is not over.</param>
internal sealed record RetentionCellDocument(int Period, long? Active, long? Eligible, double? Rate, double? RateOfEligible);
