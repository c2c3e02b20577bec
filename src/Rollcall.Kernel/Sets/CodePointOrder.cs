namespace Rollcall.Kernel.Sets;

/// <summary>
/// Strings by Unicode code point, null last: the order of groups. Differs from ordinal order where a surrogate pair (U+10000 and above) meets
/// U+E000 to U+FFFF, and does not depend on any culture.
/// </summary>
public sealed class CodePointOrder : IComparer<string?>
{
    public static readonly CodePointOrder Instance = new();

    private CodePointOrder()
    {
    }

    public int Compare(string? x, string? y)
    {
        if (x is null || y is null)
            return (x is null ? 1 : 0) - (y is null ? 1 : 0);
        var length = Math.Min(x.Length, y.Length);
        for (var i = 0; i < length; i++)
        {
            if (x[i] != y[i])
                return char.IsSurrogate(x[i]) == char.IsSurrogate(y[i]) ? x[i].CompareTo(y[i]) : char.IsSurrogate(x[i]) ? 1 : -1;
        }

        return x.Length.CompareTo(y.Length);
    }
}
