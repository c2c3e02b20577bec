using System.Text;

namespace Rollcall.Server.Ingest.Masking;

/// <summary>
/// Masks what identifies people or opens doors in the text of an interaction, before it is stored: each find is replaced by its kind in brackets, as
/// <c>[email]</c>. It knows the kinds of <see cref="Kinds"/> and nothing else: names, addresses and dates of birth stay. Linear in the length of the text.
/// </summary>
internal static class Masker
{
    // In the order in which they look: an earlier one wins where two meet, so that a password in a URL is not taken for an address.
    private static readonly (string Kind, Func<string, IEnumerable<Find>> Finder)[] Finders =
    [
        ("secret", Secrets.In),
        ("email", EmailAddresses.In),
        ("iban", Ibans.In),
        ("card", CardNumbers.In),
        ("ip", IpAddresses.In),
        ("phone", PhoneNumbers.In),
    ];

    /// <summary>What is masked; the name is what stands in the brackets.</summary>
    public static IReadOnlyList<string> Kinds { get; } = [.. Finders.Select(finder => finder.Kind)];

    /// <summary>The text with every find masked; the same instance when there is none. Null stays null.</summary>
    public static string? Mask(string? text)
    {
        if (text is null || Finds(text) is not { Count: > 0 } finds)
            return text;
        var masked = new StringBuilder(text.Length);
        var at = 0;
        foreach (var (start, end, kind) in finds)
        {
            masked.Append(text, at, start - at).Append('[').Append(kind).Append(']');
            at = end;
        }

        return masked.Append(text, at, text.Length - at).ToString();
    }

    /// <summary>What is found, in order, without overlaps; <c>End</c> is behind the last character.</summary>
    public static IReadOnlyList<(int Start, int End, string Kind)> Finds(string text)
    {
        var finds = new SortedList<int, (int End, string Kind)>();
        foreach (var (kind, finder) in Finders)
        {
            foreach (var find in finder(text))
            {
                if (IsFree(find))
                    finds.Add(find.Start, (find.End, kind));
            }
        }

        return [.. finds.Select(find => (find.Key, find.Value.End, find.Value.Kind))];

        bool IsFree(Find find)
        {
            // The one find that can begin before this one and reach into it, or the next behind its start.
            int low = 0, high = finds.Count;
            while (low < high)
            {
                var middle = (low + high) / 2;
                if (finds.GetKeyAtIndex(middle) < find.Start)
                    low = middle + 1;
                else
                    high = middle;
            }

            return (low == 0 || finds.GetValueAtIndex(low - 1).End <= find.Start) && (low == finds.Count || finds.GetKeyAtIndex(low) >= find.End);
        }
    }
}

/// <summary>Where something was found in a text; half-open.</summary>
internal readonly record struct Find(int Start, int End);
