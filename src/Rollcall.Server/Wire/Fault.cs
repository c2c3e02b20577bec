using Rollcall.Server.Hosting;

namespace Rollcall.Server.Wire;

/// <summary>What is wrong with a request, and where.</summary>
/// <param name="Place">In the body.</param>
/// <param name="Code">Stable, snake_case.</param>
/// <param name="Message">Names the value and what would be accepted.</param>
internal sealed record Fault(Place Place, string Code, string Message)
{
    public ProblemError ToProblemError() => new(Place.ToString(), Code, Message);
}

/// <summary>The faults of one request, collected so that all are told at once. Keeps the first <see cref="Most"/> and counts the others.</summary>
internal sealed class Faults
{
    /// <summary>Faults told in one answer at the most.</summary>
    public const int Most = 1_000;

    private readonly List<Fault> _list = [];

    public IReadOnlyList<Fault> List => _list;

    /// <summary>All faults, also those beyond <see cref="Most"/>.</summary>
    public int Count { get; private set; }

    public void Add(Place place, string code, string message)
    {
        if (Count++ < Most)
            _list.Add(new(place, code, message));
    }
}
