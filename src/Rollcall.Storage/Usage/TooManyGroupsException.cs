namespace Rollcall.Storage.Usage;

/// <summary>An answer would have more rows than are counted at once.</summary>
public sealed class TooManyGroupsException(int most) : Exception($"There are more than {most} rows.")
{
    public int Most => most;
}
