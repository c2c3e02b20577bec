using System.Text;

namespace Rollcall.Storage.Projects;

/// <summary>The WHERE clause of a question about interactions, with its values. Values are only ever bound.</summary>
internal sealed class InteractionConditions
{
    private readonly StringBuilder _sql = new("1");
    private readonly List<object?> _values = [];

    public string Sql => _sql.ToString();

    public IReadOnlyList<object?> Values => _values;

    public InteractionConditions And(string condition, params ReadOnlySpan<object?> values)
    {
        _sql.Append(" AND ").Append(condition);
        _values.AddRange(values);
        return this;
    }

    public InteractionConditions And(EventFilterTerms terms)
    {
        foreach (var (key, allowed) in terms.Values)
        {
            var held = Held(key, out var keys);
            List<string> present = [.. allowed.Where(value => value.Length > 0)];
            List<string> alternatives = [];
            List<object?> values = [];
            if (present.Count > 0)
            {
                alternatives.Add($"{held} IN ({string.Join(", ", present.Select(_ => "?"))})");
                values.AddRange(keys);
                values.AddRange(present);
            }

            if (present.Count < allowed.Count)
            {
                alternatives.Add($"{held} IS NULL");
                values.AddRange(keys);
            }

            And(alternatives.Count == 0 ? "0" : $"({string.Join(" OR ", alternatives)})", [.. values]);
        }

        return this;
    }

    private static string Held(string key, out object?[] keys)
    {
        // A path is read much faster than json_each, but some keys cannot be written as one.
        string tag;
        if (key.Length > 0 && key.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-' or ' '))
        {
            (tag, keys) = ("i.tags ->> ?", [$"$.\"{key}\""]);
        }
        else
        {
            (tag, keys) = ("(SELECT value FROM json_each(i.tags) WHERE key = ?)", [key]);
        }

        return key is "model" or "agent" or "error" ? $"coalesce(nullif(i.{key}, ''), {tag})" : tag;
    }
}
