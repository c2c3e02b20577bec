using System.Net.Sockets;
using Microsoft.AspNetCore.Http.Timeouts;
using Microsoft.AspNetCore.HttpOverrides;

namespace Rollcall.Server.Hosting;

/// <summary>Where the server listens, how much one caller may take, and whom it believes.</summary>
internal static class Listening
{
    /// <summary>A body without another limit on its endpoint: 10 MB.</summary>
    public const long DefaultBodyBytes = 10_000_000;

    /// <summary>A request without another limit on its endpoint.</summary>
    public static readonly TimeSpan DefaultTimeout = TimeSpan.FromMinutes(2);

    public static void AddListening(this WebApplicationBuilder builder, RollcallOptions options)
    {
        builder.WebHost.UseUrls(options.Urls);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxConcurrentConnections = 4_096;
            kestrel.Limits.MaxConcurrentUpgradedConnections = 64;
            kestrel.Limits.MaxRequestBodySize = DefaultBodyBytes;
            kestrel.Limits.MaxRequestLineSize = 16 * 1024;   // ids and tag filters go in the query
            kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(15);
            kestrel.Limits.KeepAliveTimeout = TimeSpan.FromSeconds(130);
        });
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(25));
        builder.Services.AddRequestTimeouts(timeouts => timeouts.DefaultPolicy = new RequestTimeoutPolicy
        {
            Timeout = DefaultTimeout,
            TimeoutStatusCode = StatusCodes.Status408RequestTimeout,
        });
        builder.Services.AddSingleton<Readiness>();
        builder.Services.AddHostedService<Draining>();

        if (options.TrustedProxies is [])
            return;
        builder.Services.Configure<ForwardedHeadersOptions>(forwarded =>
        {
            // Not the host: nothing here makes an absolute address from it.
            forwarded.ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto;
            forwarded.ForwardLimit = null;   // follow the chain back to the first address that is not trusted
            forwarded.KnownProxies.Clear();
            forwarded.KnownIPNetworks.Clear();
            foreach (var network in options.TrustedProxies)
                forwarded.KnownIPNetworks.Add(network);
        });
    }

    public static void UseProxies(this WebApplication app, RollcallOptions options)
    {
        if (options.TrustedProxies is not [])
            app.UseForwardedHeaders();
        if (options.PathBase is not "")
            app.UsePathBase(options.PathBase);
    }

    /// <summary>Serves until asked to stop.</summary>
    /// <exception cref="StartRefusedException">An address cannot be listened on.</exception>
    public static async Task Serve(this WebApplication app)
    {
        try
        {
            await app.StartAsync();
        }
        catch (Exception e) when (e is IOException or SocketException)
        {
            throw new StartRefusedException($"ROLLCALL_URLS: {e.Message}", e);
        }

        await app.WaitForShutdownAsync();
    }
}
