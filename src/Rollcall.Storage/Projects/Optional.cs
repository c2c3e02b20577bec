namespace Rollcall.Storage.Projects;

/// <summary>A field that may be absent, which is not the same as null. The default value is absent.</summary>
public readonly record struct Optional<T>
{
    public Optional(T value) => (IsPresent, Value) = (true, value);

    public bool IsPresent { get; }

    /// <summary>What was sent; the default of <typeparamref name="T"/> where nothing was.</summary>
    public T? Value { get; }
}
