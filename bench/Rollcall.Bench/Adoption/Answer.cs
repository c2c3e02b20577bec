using Rollcall.Kernel.Metrics;

namespace Rollcall.Bench.Adoption;

/// <summary>
/// One row of an answer, in a form in which both sides can be compared. <see cref="Key"/> is the department or the first day of the month;
/// empty for the total, and <see cref="None"/> for people without the tag.
/// </summary>
internal sealed record Answer(string Key, AdoptionMeasures Measures)
{
    public const string None = "(none)";
}
