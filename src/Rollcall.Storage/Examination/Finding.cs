namespace Rollcall.Storage.Examination;

/// <summary>Something that an examination noticed.</summary>
/// <param name="Where">The project, month or file.</param>
/// <param name="Words">What is so, in a sentence.</param>
/// <param name="IsWrong">False for what is known, or harmless, and only worth saying.</param>
public sealed record Finding(string Where, string Words, bool IsWrong = true)
{
    public override string ToString() => $"{(IsWrong ? "wrong" : "note")}: {Where}: {Words}";
}
