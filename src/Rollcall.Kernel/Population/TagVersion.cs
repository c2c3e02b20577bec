using Rollcall.Kernel.Time;

namespace Rollcall.Kernel.Population;

/// <summary>
/// The tags of a person from <see cref="From"/> on, until the next version. The earliest version also holds before its day.
/// Empty values are not kept: an empty or null tag value means that the tag is absent.
/// </summary>
public sealed record TagVersion(Day From, IReadOnlyDictionary<string, string> Tags);
