namespace Rollcall.Storage.Registry;

/// <summary>The registry has a schema that this version does not know.</summary>
public sealed class RegistryTooNewException(string migration)
    : Exception($"The registry was written by a newer version of Rollcall (its schema has '{migration}', which this version does not know).");
