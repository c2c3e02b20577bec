using Xunit;

namespace Rollcall.Server.Tests.Reliability;

/// <summary>Tests that look at the clock or at the memory of a process: nothing else runs beside them.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class Alone
{
    public const string Name = "Alone";
}
