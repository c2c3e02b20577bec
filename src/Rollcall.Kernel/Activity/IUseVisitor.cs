namespace Rollcall.Kernel.Activity;

/// <summary>Receives the active people of a day one by one. A struct, so that the walk is compiled for each visitor without a call.</summary>
internal interface IUseVisitor
{
    void Visit(int person, int count);
}
