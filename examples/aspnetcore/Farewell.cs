using System.Collections.Concurrent;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Protocol;

namespace ParleyHost;

/// <summary>Asks clients to come back when the host stops (H20); by itself the framework just cuts them off.</summary>
public sealed class Farewell(ILogger<DefaultHubLifetimeManager<ChatHub>> log) : DefaultHubLifetimeManager<ChatHub>(log)
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(2);
    private readonly ConcurrentDictionary<string, HubConnectionContext> connections = new();

    public override Task OnConnectedAsync(HubConnectionContext connection)
    {
        connections[connection.ConnectionId] = connection;
        return base.OnConnectedAsync(connection);
    }

    public override Task OnDisconnectedAsync(HubConnectionContext connection)
    {
        connections.TryRemove(connection.ConnectionId, out _);
        return base.OnDisconnectedAsync(connection);
    }

    /// <summary>Returns when they have gone, or it has waited long enough.</summary>
    public void Say()
    {
        var close = new CloseMessage(error: null, allowReconnect: true);
        foreach (var connection in connections.Values) _ = connection.WriteAsync(close).AsTask();
        SpinWait.SpinUntil(() => connections.IsEmpty, Limit);
    }
}
