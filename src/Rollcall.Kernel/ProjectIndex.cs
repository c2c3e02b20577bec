using Rollcall.Kernel.Time;

namespace Rollcall.Kernel;

public sealed class ProjectIndex(ProjectCalendar calendar)
{
    public ProjectCalendar Calendar { get; } = calendar;

    public void Apply(IndexChange change) => _ = (Calendar, change);
}
