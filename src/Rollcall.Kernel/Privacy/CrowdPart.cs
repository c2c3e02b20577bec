using Rollcall.Kernel.Population;

namespace Rollcall.Kernel.Privacy;

/// <summary>The people of a window who hold the same tags: how many of them are eligible, 0 where all of them only use it. Parts do not overlap.</summary>
public readonly record struct CrowdPart(TagSet Tags, long Eligible);
