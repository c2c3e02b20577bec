using System.Text.Json;
using Rollcall.Storage.Usage;

namespace Rollcall.Server.Nebuly.Reads;

/// <summary>Writes the numbers of a row, as far as they are wanted; what needs labels is empty. Hidden numbers are null.</summary>
internal static class NebulyRowJson
{
    private static readonly (string Name, Func<UsageCounts, long> Read)[] Feedback =
    [
        ("n_positive_implicit_user_feedback", counts => counts.PositiveImplicit), ("n_positive_explicit_user_feedback", counts => counts.PositiveExplicit),
        ("n_negative_implicit_user_feedback", counts => counts.NegativeImplicit), ("n_negative_explicit_user_feedback", counts => counts.NegativeExplicit),
    ];

    public static void WriteNumbers(this Utf8JsonWriter json, NebulyRow row, NebulyVariables wanted, bool isAggregate)
    {
        if (row.IsHidden)
            json.WriteBoolean("suppressed", value: true);
        if (wanted.Has(NebulyVariables.Interactions))
            Twins("n_interactions", counts => counts.Interactions);
        if (wanted.Has(NebulyVariables.Users))
            Twins("n_users", counts => counts.People);
        if (wanted.Has(NebulyVariables.Feedback))
        {
            foreach (var (name, read) in Feedback)
                Twins(name, read);
            if (isAggregate)
            {
                Twins("n_feedback", counts => counts.Judged);
                Number("n_interactions_negative", row.Now.Negative);
            }
        }

        if (isAggregate && wanted.Has(NebulyVariables.Cost))
            Number("cost", row.Now.Cost);
        if (isAggregate && wanted.Has(NebulyVariables.Latency))
            Number("latency_seconds", row.Latency);
        if (isAggregate && wanted.Has(NebulyVariables.Stickiness))
            Number("stickiness", row.Stickiness);
        if (wanted.Has(NebulyVariables.SessionLength))
            Number("session_length", row.SessionLength);
        if (wanted.Has(NebulyVariables.SessionTime))
            Number("session_time", row.SessionTime);
        if (wanted.Has(NebulyVariables.Retention))
            Number("retention", row.Retention);
        if (wanted.Has(NebulyVariables.Intents))
            Number("n_intents", 0);
        if (isAggregate)
        {
            json.WriteStartArray("topics");
            json.WriteEndArray();
        }

        void Twins(string name, Func<UsageCounts, long> read)
        {
            Number(name, read(row.Now));
            if (row.IsBeforeHidden)
                json.WriteNull($"{name}_prev");
            else
                json.WriteNumber($"{name}_prev", read(row.Before));
        }

        void Number(string name, double? value)
        {
            if (row.IsHidden || value is null)
                json.WriteNull(name);
            else if (value.Value == Math.Floor(value.Value) && Math.Abs(value.Value) < 1e15)
                json.WriteNumber(name, (long)value.Value);
            else
                json.WriteNumber(name, value.Value);
        }
    }
}
