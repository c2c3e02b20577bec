using Rollcall.Kernel.Time;
using Rollcall.Storage.Registry;

namespace Rollcall.Server.Projects;

/// <summary>A project as requests need it. Immutable: a changed project is another value, so a request sees one state throughout.</summary>
public sealed record ProjectInfo(string Id, string Name, ProjectCalendar Calendar, CountingRules Counting);
