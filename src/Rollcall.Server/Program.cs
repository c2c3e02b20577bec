using Rollcall.Server.Accounts;
using Rollcall.Server.Dashboard;
using Rollcall.Server.Dashboard.Projects;
using Rollcall.Server.Dashboard.SignIn;
using Rollcall.Server.Export;
using Rollcall.Server.Hosting;
using Rollcall.Server.Ingest;
using Rollcall.Server.Metrics;
using Rollcall.Server.Nebuly;
using Rollcall.Server.Nebuly.Reads;
using Rollcall.Server.Nebuly.Variants;
using Rollcall.Server.Population;
using Rollcall.Server.Projects;
using Rollcall.Server.Wire;

try
{
    NativeMemory.GiveBack();
    BodyReader.CheckGzipStrictly();
    // Our own files lie beside the program, wherever it was started from.
    var builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = args, ContentRootPath = AppContext.BaseDirectory });
    var options = RollcallOptionsReader.Read(builder.Configuration, out var faults) ?? throw new StartRefusedException(string.Join('\n', faults));
    using var folder = DataFolder.Open(options.Data);

    builder.AddListening(options);
    builder.AddLogging();
    builder.Services.AddSingleton(options);
    builder.Services.AddSingleton(folder);
    builder.Services.AddSingleton(TimeProvider.System);
    builder.Services.AddProblems();
    builder.Services.AddPageCompression();
    builder.Services.AddJson(HostingJson.Default);
    builder.Services.AddRegistry(folder);
    builder.Services.AddAccounts(folder);
    builder.Services.AddProjects();
    builder.Services.AddPeopleMetrics();
    builder.Services.AddJson(ProjectSettingsJson.Default);
    builder.Services.AddJson(IngestJson.Default).AddJson(BrowseJson.Default).AddJson(PopulationJson.Default).AddJson(NebulyJson.Default);
    builder.Services.AddApiDocument();
    builder.AddDashboard();
    builder.Services.AddProjectPages();

    await using var app = builder.Build();
    await app.OpenRegistry();

    app.UseProxies(options);
    app.UseSecurityHeaders();
    app.UseHostCookies();
    app.UsePageCompression();
    app.UseProblems();
    app.UseCrossOrigin();
    app.UseRouting();
    app.UseRequestTimeouts();
    app.UseAuthentication();
    app.UseAuthorization();
    app.UseLastProject();
    app.UseForms();

    app.MapHealth();
    app.MapProjectSettings();
    app.MapEligibleUsers();
    app.MapInteractions();
    app.MapBrowse();
    app.MapExport();
    app.MapEmptyForBenchmarks();
    app.MapMemoryForBenchmarks();
    app.MapMetrics();
    app.MapPeople();
    app.MapNebulyEligibleUsers();
    app.MapNebulyEvents();
    app.MapNebulyAggregates();
    app.MapNebulyTexts();
    app.MapNebulyProjects();
    app.MapNebulyVariants();
    app.MapNebulyErasure();
    app.MapApiDocument();
    app.MapDashboard();
    app.MapProjectPages();

    await app.Serve();
    return 0;
}
catch (StartRefusedException refusal)
{
    await Console.Error.WriteLineAsync($"Rollcall does not start:\n{refusal.Message}");
    return 1;
}
