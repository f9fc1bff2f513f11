using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Protocol;
using Microsoft.Extensions.DependencyInjection.Extensions;
using ParleyHost;

var builder = WebApplication.CreateBuilder(new WebApplicationOptions
{
    Args = args,
    ContentRootPath = AppContext.BaseDirectory, // appsettings.json is found from any folder
});
// Standard output is for the address alone.
builder.Logging.ClearProviders().AddConsole(console => console.LogToStandardErrorThreshold = LogLevel.Trace);

Settings settings;
try
{
    settings = Settings.Read(builder.Configuration);
}
catch (InvalidOperationException error)
{
    Console.Error.WriteLine(error.Message);
    return 1;
}

var services = builder.Services;
services.AddSingleton(settings);
services.AddSingleton(TimeProvider.System);
services.AddSingleton<HostTokens>();
services.AddSingleton<RocketChat>();
services.AddSingleton<ChatAdmin>();
services.AddHostedService(all => all.GetRequiredService<ChatAdmin>());
services.AddSingleton<ChatLogins>();
services.AddSingleton<Upstreams>();
services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(5));

services.AddAuthentication(HostTokenHandler.Scheme)
    .AddScheme<AuthenticationSchemeOptions, HostTokenHandler>(HostTokenHandler.Scheme, null);
services.AddAuthorization();
services.AddCors(cors => cors.AddDefaultPolicy(policy => policy
    .WithOrigins(settings.Origins)
    .AllowCredentials()
    .WithMethods("GET", "POST", "DELETE")
    .AllowAnyHeader()
    .WithExposedHeaders("Retry-After", "X-RateLimit-Limit", "X-RateLimit-Remaining", "X-RateLimit-Reset")
    .SetPreflightMaxAge(TimeSpan.FromMinutes(10))));
// Websockets know no CORS.
services.Configure<WebSocketOptions>(sockets =>
{
    foreach (var origin in settings.Origins) sockets.AllowedOrigins.Add(origin);
});
services
    .AddSignalR(hub =>
    {
        // openChat may wait twenty seconds, and the page must be able to leave a room meanwhile.
        hub.MaximumParallelInvocationsPerClient = 8;
    })
    .AddJsonProtocol(json =>
    {
        json.PayloadSerializerOptions.Converters.Add(new UnchangedJson());
        json.PayloadSerializerOptions.MaxDepth = 256;
    });
services.RemoveAll<IHubProtocol>();
services.AddSingleton<IHubProtocol, CheckedJsonProtocol>();
services.AddSingleton<Farewell>();
services.AddSingleton<HubLifetimeManager<ChatHub>>(all => all.GetRequiredService<Farewell>());

var app = builder.Build();
app.UseRouting();
app.UseCors();
app.UseAuthentication();
app.UseAuthorization();
app.MapGet("/healthz", () => new { status = "ok" });
app.MapGet("/readyz", (ChatAdmin admin) => admin.IsReady
    ? Results.Json(new { status = "ready" })
    : Results.Json(new { status = "not ready" }, statusCode: 503));
app.MapTokenAuth();
app.MapPassThrough();
app.MapHub<ChatHub>(ChatHub.Path);

await app.StartAsync();
// Registered last and so called first, before SignalR's own.
app.Lifetime.ApplicationStopping.Register(app.Services.GetRequiredService<Farewell>().Say);
Console.WriteLine($"Parley host listens on {string.Join(", ", app.Urls)}");
await app.WaitForShutdownAsync();
return 0;
