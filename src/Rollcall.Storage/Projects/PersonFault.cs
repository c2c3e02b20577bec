namespace Rollcall.Storage.Projects;

/// <summary>What is wrong with one entry of a people command.</summary>
/// <param name="Index">Position of the entry in the command, from 0.</param>
/// <param name="Field">The field at fault, as on the wire (<c>active_to</c>, <c>access</c>).</param>
/// <param name="Code">Stable code.</param>
/// <param name="Message">For people.</param>
public sealed record PersonFault(int Index, string Field, string Code, string Message);
