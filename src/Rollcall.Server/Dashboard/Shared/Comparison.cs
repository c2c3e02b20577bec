namespace Rollcall.Server.Dashboard.Shared;

public enum Comparison
{
    Previous,
    Year,
    None,
}
