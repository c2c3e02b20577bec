using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;

namespace Rollcall.Storage.Registry;

/// <summary>For <c>dotnet ef migrations add NAME --project src/Rollcall.Storage --output-dir Registry/Migrations</c>; nothing else uses it.</summary>
internal sealed class RegistryDesign : IDesignTimeDbContextFactory<RegistryContext>
{
    public RegistryContext CreateDbContext(string[] args)
    {
        var builder = new DbContextOptionsBuilder<RegistryContext>();
        RegistryFile.Configure(builder, "registry.db");
        return new RegistryContext(builder.Options);
    }
}
