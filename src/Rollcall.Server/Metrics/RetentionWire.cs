using Rollcall.Kernel.Metrics;

namespace Rollcall.Server.Metrics;

internal static class RetentionWire
{
    private const int MostPeriods = 400;

    public static readonly MetricWire<RetentionAnswer> Metric = new(
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
                asked => asked.Project.Calendar.Periods(window, grain).Last().Until)
                with { Defining = _ => [("interval", grain), ("anchor", anchor), ("kind", kind)] };
        },
        (json, answer) =>
        {
            json.WriteStartArray("cohorts");
            foreach (var cohort in answer.Cohorts)
            {
                json.WriteStartObject();
                json.WriteString("from", cohort.Period.From.ToString());
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
        answer => answer.Cohorts.SelectMany(cohort => cohort.Cells.Select(cell => (IEnumerable<string>)
        [
            cohort.Period.From.ToString(), AnswerCsv.Value(cohort.Size), AnswerCsv.Value(cell.Period), .. AnswerCsv.Values(Retention.Measures, cell),
            AnswerCsv.Value(answer.WeightedMean[cell.Period]),
        ])))
    {
        Place = new(["cohort", "period"], (parameters, set) => new(
            set,
            parameters.RequiredDate("cohort"),
            set == Retention.Cohort ? parameters.Number("period", 0, MostPeriods) : parameters.RequiredNumber("period", 0, MostPeriods))),
    };
}

/// <param name="WeightedMean">By period: sum of active / sum of sizes, over the cohorts whose period is over.</param>
internal sealed record RetentionDocument(
    WindowDocument Window, DefinitionDocument Definition, DateOnly CompleteThrough, bool Final, bool Partial,
    IReadOnlyList<RetentionCohortDocument> Cohorts, IReadOnlyList<double?> WeightedMean, ExplainDocument? Explain);

internal sealed record RetentionCohortDocument(DateOnly From, long Size, IReadOnlyList<RetentionCellDocument> Cells);

/// <param name="Active">Null, as its neighbours, while the period is not over.</param>
internal sealed record RetentionCellDocument(int Period, long? Active, long? Eligible, double? Rate, double? RateOfEligible);
