using Rollcall.Kernel;

namespace Rollcall.Storage.Projects;

/// <summary>What is in memory of a project. Thrown away and read anew from the file when memory and disk may differ.</summary>
internal sealed record StoreContents(StoreState State, ProjectIndex Index);
