namespace Rollcall.Server.Hosting;

/// <summary>Whether a load balancer should send requests here: from when the registry is open until the process is asked to stop.</summary>
public sealed class Readiness
{
    private volatile bool _open;
    private volatile bool _stopping;

    public bool IsReady => _open && !_stopping;

    public void RegistryOpened() => _open = true;

    public void Stopping() => _stopping = true;
}
