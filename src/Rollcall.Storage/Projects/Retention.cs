namespace Rollcall.Storage.Projects;

/// <summary>How long a project keeps what. Null keeps it for ever.</summary>
/// <param name="TextDays">Days after which input, output and traces of an interaction are removed, by its start; 1 to <see cref="MostDays"/>.</param>
/// <param name="InteractionMonths">Whole UTC months before the present one of which interactions are kept; of older ones only totals stay. 1 to <see cref="MostMonths"/>.</param>
public sealed record Retention(int? TextDays, int? InteractionMonths)
{
    public const int MostDays = 3_660;
    public const int MostMonths = 120;

    public static readonly Retention ForEver = new(null, null);
}
