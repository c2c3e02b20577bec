namespace Rollcall.Server.Dashboard.Shared;

/// <summary>A part of the address that could not be used, and what is shown instead: "The address had <c>Part</c>, <c>Text</c>".</summary>
public sealed record QueryNotice(string Part, string Text);
