using System.Text.Json;
using Rollcall.Kernel.Sets;
using Rollcall.Server.Wire;

namespace Rollcall.Server.Nebuly.Reads;

/// <summary><c>order_by</c> of aggregates: by a number, largest first unless said otherwise. Rows without the number come last, equal ones by their names.</summary>
internal sealed record NebulyOrder(Func<NebulyRow, double?> By, bool Ascending)
{
    private static readonly Dictionary<string, Func<NebulyRow, double?>> Known = new(StringComparer.Ordinal)
    {
        ["n_interactions"] = row => row.Now.Interactions,
        ["n_users"] = row => row.Now.People,
        ["user_feedback"] = row => row.Now.Judged,
        ["positive_feedback"] = row => row.Now.PositiveExplicit + row.Now.PositiveImplicit,
        ["negative_feedback"] = row => row.Now.Negative,
        ["positive_implicit_feedback"] = row => row.Now.PositiveImplicit,
        ["positive_explicit_feedback"] = row => row.Now.PositiveExplicit,
        ["negative_implicit_feedback"] = row => row.Now.NegativeImplicit,
        ["negative_explicit_feedback"] = row => row.Now.NegativeExplicit,
        ["trend"] = row => row.IsBeforeHidden ? null : row.Now.Interactions - row.Before.Interactions,
        ["retention"] = row => row.Retention,
    };

    public static NebulyOrder Read(JsonElement root, Faults faults)
    {
        var at = Place.Root["order_by"];
        if (root.Field("order_by") is not { } order)
            return new(Known["n_interactions"], false);
        if (order.ValueKind != JsonValueKind.Object)
            faults.WrongType(at, "an object {\"by\", \"direction\"}", order);
        var by = order.Field("by") is { } value ? NebulyFields.Word(value, at["by"], Known.Keys, faults) : null;
        var direction = order.Field("direction") is { } way ? NebulyFields.Word(way, at["direction"], ["asc", "desc"], faults) : null;
        return new(Known[by ?? "n_interactions"], direction == "asc");
    }

    public IEnumerable<NebulyRow> Apply(IEnumerable<NebulyRow> rows)
    {
        // What is hidden must not be told by its place.
        var known = rows.OrderBy(row => row.IsHidden || By(row) is null);
        var sorted = Ascending ? known.ThenBy(Number) : known.ThenByDescending(Number);
        return sorted.ThenBy(row => row.Names is [var first, ..] ? first : null, CodePointOrder.Instance).ThenBy(row => string.Join('\u0001', row.Names.Skip(1)), StringComparer.Ordinal);

        double Number(NebulyRow row) => row.IsHidden ? 0 : By(row) ?? 0;
    }
}
