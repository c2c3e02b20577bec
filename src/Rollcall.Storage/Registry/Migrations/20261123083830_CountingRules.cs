using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Rollcall.Storage.Registry.Migrations
{
    /// <inheritdoc />
    public partial class CountingRules : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "Events",
                table: "project",
                type: "TEXT",
                nullable: false,
                defaultValue: "[]");

            migrationBuilder.AddColumn<string>(
                name: "Excluded",
                table: "project",
                type: "TEXT",
                nullable: false,
                defaultValue: "[]");

            migrationBuilder.AddColumn<double>(
                name: "Goal",
                table: "project",
                type: "REAL",
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "LatenessDays",
                table: "project",
                type: "INTEGER",
                nullable: false,
                defaultValue: 3);

            migrationBuilder.AddColumn<int>(
                name: "MinInteractions",
                table: "project",
                type: "INTEGER",
                nullable: false,
                defaultValue: 1);

            migrationBuilder.AddColumn<int>(
                name: "SmallestGroup",
                table: "project",
                type: "INTEGER",
                nullable: false,
                defaultValue: 1);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropColumn(
                name: "Events",
                table: "project");

            migrationBuilder.DropColumn(
                name: "Excluded",
                table: "project");

            migrationBuilder.DropColumn(
                name: "Goal",
                table: "project");

            migrationBuilder.DropColumn(
                name: "LatenessDays",
                table: "project");

            migrationBuilder.DropColumn(
                name: "MinInteractions",
                table: "project");

            migrationBuilder.DropColumn(
                name: "SmallestGroup",
                table: "project");
        }
    }
}
