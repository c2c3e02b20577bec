using Microsoft.OpenApi;

namespace Rollcall.Server.Wire;

/// <summary>Describes the query parameters of paths in the OpenAPI document; handlers read them by name, so that unknown ones can be refused.</summary>
internal static class ParameterDescriptions
{
    private static readonly Dictionary<string, (string Text, string Type)> Known = new(StringComparer.Ordinal)
    {
        ["from"] = ("First local day of the window, like 2026-05-04. Required.", "date"),
        ["to"] = ("First local day after the window. Required.", "date"),
        ["from?"] = ("First local day.", "date"),
        ["to?"] = ("First local day that is not looked at any more.", "date"),
        ["interval"] = ("day, week, month or quarter. Required.", "string"),
        ["days"] = ("Days of each point, 1 to 366: 1, 7 and 28 for daily, weekly and monthly active users. Required.", "integer"),
        ["anchor"] = ("What puts people into a cohort: first_use or access_start. Required.", "string"),
        ["kind"] = ("What counts as staying: use in the period (bounded), or in it or later (unbounded). Required.", "string"),
        ["within"] = ("Days within which first use is expected. Default 28.", "integer"),
        ["observed_to"] = ("First local day that is not observed; tomorrow by default and at most.", "date"),
        ["before"] = ("The first window, FROM/TO, half-open, like 2026-01-01/2026-04-01. Required.", "string"),
        ["after"] = ("The second window, FROM/TO, half-open. Required.", "string"),
        ["date"] = ("The weeks end before this local day. Required.", "date"),
        ["weeks"] = ("Weeks looked at. Default 12.", "integer"),
        ["habit_weeks"] = ("Active weeks from which on use is a habit. Default 9.", "integer"),
        ["power_mean"] = ("Mean interactions a week of a power user. Default 15.", "number"),
        ["novice_mean"] = ("Mean interactions a week of a novice. Default 1.", "number"),
        ["group_by"] = ("Key of a people tag; of usage: model, agent, error or the key of an interaction tag. Given twice, pairs of values.", "string"),
        ["denominator"] = ("any_overlap (default), whole_window, at_end or at_least_days:N.", "string"),
        ["as_of"] = ("Whose tags decide: those on the last day of the window (window_end, default), today's (now), those of a date, or each day's own (event).", "string"),
        ["min_interactions"] = ("Interactions on a day from which on a person counts as active. Default: the project's setting, which is 1 unless changed.", "integer"),
        ["people.KEY"] = ("People whose tag KEY has this value; repeat for OR; the empty value selects people without the tag.", "string"),
        ["people.KEY.not"] = ("People whose tag KEY has another value, or none.", "string"),
        ["events.KEY"] = ("What counts as use: interactions whose tag KEY has this value; model, agent and error are the fields of that name first. Replaces the project's own filter.", "string"),
        ["events"] = ("all: every interaction counts, also where the project has a filter of its own.", "string"),
        ["format"] = ("ndjson (default) or csv.", "string"),
        ["limit"] = ("Rows of a page, 1 to 1,000. Default 100.", "integer"),
        ["cursor"] = ("next_cursor of the page before.", "string"),
        ["end_user"] = ("One person, by id.", "string"),
        ["on"] = ("Only people with access on this local day.", "date"),
        ["q"] = ("Only rows that contain this text.", "string"),
        ["explain"] = ("true adds the sets behind the answer with their sizes, and the people left out by reason. In JSON only.", "boolean"),
        ["metric"] = ("Whose number: a metric's name. Default adoption.", "string"),
        ["set"] = ("Which people, by one of the metric's sets. Required.", "string"),
        ["bucket"] = ("Of a series: the first day of the bucket in the answer. Required.", "date"),
        ["cohort"] = ("Of retention: the first day of the cohort's period. Required.", "date"),
        ["period"] = ("Of lifecycle: the first day of the period. Of retention: the number of the cohort's period, 0 being its own. Required.", "string"),
        ["day"] = ("Of rolling: the day with which the point ends. Of time-to-first-use: days since access began, to list those of one day only.", "string"),
        ["id"] = ("By id.", "string"),
        ["date_gte"] = ("The earliest start, ISO 8601; without a zone, UTC; a bare date is local midnight. Required.", "string"),
        ["date_lt"] = ("The first start not exported, at most 7 days later. Required.", "string"),
        ["confirm?"] = ("all: every interaction of the project is meant.", "string"),
        ["as_if_never"] = ("true withdraws all access, also that of the past.", "boolean"),
    };

    /// <summary>What a parameter is, its type, and whether it must be given; one whose name ends with a question mark need not.</summary>
    public static (string Text, string Type, bool Required) Describe(string name)
    {
        const string Required = " Required.";
        if (!Known.TryGetValue(name, out var known) && name.EndsWith('?'))
            return Known[name.TrimEnd('?')] is var (text, type) ? (text.Replace(Required, "", StringComparison.Ordinal), type, false) : default;
        return (known.Text, known.Type, known.Text.EndsWith(Required, StringComparison.Ordinal));
    }

    public static RouteHandlerBuilder WithParameters(this RouteHandlerBuilder route, params string[] names)
        => route.AddOpenApiOperationTransformer((operation, _, _) =>
        {
            operation.Parameters ??= [];
            foreach (var name in names)
            {
                var (text, type, required) = Describe(name);
                operation.Parameters.Add(new OpenApiParameter
                {
                    Name = name.TrimEnd('?'),
                    In = ParameterLocation.Query,
                    Description = text,
                    Required = required,
                    Schema = new OpenApiSchema
                    {
                        Type = type switch { "integer" => JsonSchemaType.Integer, "number" => JsonSchemaType.Number, "boolean" => JsonSchemaType.Boolean, _ => JsonSchemaType.String },
                        Format = type == "date" ? "date" : null,
                    },
                });
            }

            return Task.CompletedTask;
        });
}
