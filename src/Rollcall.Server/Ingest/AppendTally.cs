using Rollcall.Server.Wire;
using Rollcall.Storage.Projects;

namespace Rollcall.Server.Ingest;

/// <summary>Counts what became of interactions, over one transaction or many.</summary>
internal sealed class AppendTally
{
    private readonly List<RejectedLine> _rejected = [];
    private long _accepted, _duplicates, _conflicts, _rejectedCount;

    public void Add(long line, RowStatus status)
    {
        switch (status)
        {
            case RowStatus.Accepted: _accepted++; break;
            case RowStatus.Duplicate: _duplicates++; break;
            case RowStatus.Conflict: _conflicts++; break;
            case RowStatus.BeyondRetention: Reject(line, "beyond_retention", "The interactions of that month were dropped: whether this one was among them cannot be told."); break;
            default: Reject(line, "unlisted_people_limit", "This person is not on the list, and the project has as many such people as it may."); break;
        }
    }

    public void Reject(long line, string code, string message)
    {
        if (_rejectedCount++ < Faults.Most)
            _rejected.Add(new(line, code, message));
    }

    public AppendAnswer ToAnswer() => new(_accepted, _duplicates, _conflicts, [.. _rejected.OrderBy(rejected => rejected.Line)], _rejectedCount);
}
