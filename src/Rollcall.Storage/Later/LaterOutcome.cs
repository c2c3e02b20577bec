namespace Rollcall.Storage.Later;

/// <summary>What became of a later fact.</summary>
/// <param name="Status">Where it is.</param>
/// <param name="Identity">Made of the fact: the same when it is sent again.</param>
public sealed record LaterOutcome(LaterStatus Status, UInt128 Identity)
{
    /// <summary>32 hexadecimal digits.</summary>
    public string Id => Identity.ToString("x32");
}

public enum LaterStatus
{
    /// <summary>With its interaction.</summary>
    Attached,

    /// <summary>Kept until its interaction arrives, for 30 days.</summary>
    Waiting,

    /// <summary>It was there already.</summary>
    Duplicate,
}
