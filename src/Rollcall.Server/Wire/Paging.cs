using System.Buffers.Text;
using System.Text;
using Rollcall.Kernel.Sets;
using Rollcall.Server.Metrics;

namespace Rollcall.Server.Wire;

/// <summary>
/// One page of a list that is ordered by a text key: <c>limit</c> rows after the key that <c>cursor</c> holds. By key and not by position, so that
/// rows written between two pages neither repeat nor hide others.
/// </summary>
internal readonly record struct Paging(int Limit, string? After)
{
    public static Paging Read(Parameters parameters)
    {
        var limit = parameters.Number("limit", 1, 1_000) ?? 100;
        if (parameters.Text("cursor") is not { } cursor)
            return new(limit, null);
        if (Decode(cursor) is { } after)
            return new(limit, after);
        parameters.Add("cursor", "invalid_cursor", "'cursor' is not one that an earlier page gave.");
        return new(limit, null);
    }

    /// <summary>The rows of this page in order, the cursor of the next one (null on the last), and the number of all rows.</summary>
    public (IReadOnlyList<T> Items, string? Next, int Total) Take<T>(IEnumerable<T> rows, Func<T, string> key)
    {
        // The smallest keys after the cursor, held in a heap with the largest of them on top: one pass, whatever the size of the list.
        var smallest = new PriorityQueue<T, string>(Comparer<string>.Create((a, b) => CodePointOrder.Instance.Compare(b, a)));
        var (total, beyond) = (0, false);
        foreach (var row in rows)
        {
            total++;
            var name = key(row);
            if (After is not null && CodePointOrder.Instance.Compare(name, After) <= 0)
                continue;
            smallest.Enqueue(row, name);
            if (smallest.Count <= Limit)
                continue;
            smallest.Dequeue();
            beyond = true;
        }

        var items = new T[smallest.Count];
        for (var i = items.Length - 1; i >= 0; i--)
            items[i] = smallest.Dequeue();
        return (items, beyond ? Encode(key(items[^1])) : null, total);
    }

    private static string Encode(string key) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(key));

    private static string? Decode(string cursor)
        => Base64Url.IsValid(cursor) && Base64Url.DecodeFromChars(cursor) is var bytes && System.Text.Unicode.Utf8.IsValid(bytes) ? Encoding.UTF8.GetString(bytes) : null;
}
