namespace Rollcall.Bench.Years;

/// <summary>What both sides are asked. Equal answers are equal text; days are UTC.</summary>
internal interface IYearsSide
{
    /// <summary>Usage by a field or tag of interactions, with its total.</summary>
    Task<string> Usage(DateOnly from, DateOnly until, string key);

    /// <summary>Adoption, of what was done with an agent alone where one is named.</summary>
    Task<string> Adoption(DateOnly from, DateOnly until, string? agent);

    /// <summary>The ids of the newest 20 interactions of a person, and how many there are.</summary>
    Task<string> LastOf(string endUser);
}
